// Makes a native dialog modal as soon as it is there: Esc closes it, and the focus goes back to where it was. What carries
// `data-first` is focused, else the first field or button.

/** For `{@attach modal}`. */
export function modal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  dialog.querySelector<HTMLElement>("[data-first]")?.focus();
  return () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
}
