// Paths as people write them. Pure.

/** `path` with the home directory as "~", as far as `root`, which lies in it, tells where that is. */
export function shortPath(path: string, root: string | undefined): string {
  const home = /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Z]:\\Users\\[^\\]+)(?=[\\/])/u.exec(root ?? "")?.[0];
  if (home === undefined || !path.startsWith(home)) return path;
  const rest = path.slice(home.length);
  return rest === "" || /^[\\/]/u.test(rest) ? `~${rest}` : path;
}

/** A path in two: the directory with its separator, and the name. */
export function split(path: string): [directory: string, name: string] {
  const at = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
  return [path.slice(0, at), path.slice(at)];
}
