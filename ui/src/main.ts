// Chooses the backend and mounts the window.

import "./app.css";

import { mount } from "svelte";

import App from "./App.svelte";
import type { Backend } from "./backend/backend";
import { TauriBackend } from "./backend/tauri";
import { loadFace } from "./terminal/look";
import { language } from "./text";
import { dressAsBefore } from "./themes/dress";

/** The app behind the window; without one, where the build allows it, a scripted double: `?fake=twenty`. */
async function backend(): Promise<Backend> {
  const scene = new URLSearchParams(location.search).get("fake");
  if (import.meta.env.MODE !== "production" && scene !== null) {
    const { FakeBackend } = await import("./backend/fake/fake");
    return new FakeBackend(scene);
  }
  return new TauriBackend();
}

loadFace().catch(() => undefined);
dressAsBefore();
document.documentElement.lang = language;
const target = document.getElementById("app");
if (target) mount(App, { target, props: { backend: await backend() } });
