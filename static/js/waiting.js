// The page of a job that is being done: a rock that is made, or a selfie that is read and come to
// without the picture, by a link or a reload.

import { reveal } from "./reveal.js";
import { watch } from "./watch.js";

const panel = document.getElementById("wait");
try {
  const last = await watch(panel, panel.dataset.watch);
  if (last.status === "done" && panel.dataset.then !== "reload") await reveal(panel, last, null);
  else location.reload();
} catch {
  location.reload();
}
