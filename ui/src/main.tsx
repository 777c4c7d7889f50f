// Entry of the window: the app over the shell's doors.

import "./styles/base.css";

import { tauriBackend } from "./backend/tauri";
import { mount } from "./mount";
import { startTrouble } from "./startTrouble";

const root = document.getElementById("root");
if (root !== null) mount(root, tauriBackend).catch((error: unknown) => startTrouble(root, error));
