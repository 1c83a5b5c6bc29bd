// The page of a selfie that is being read, come to without the picture: by a link or a reload.

import { reveal } from "./reveal.js";
import { watch } from "./watch.js";

const panel = document.getElementById("wait");
try {
  const last = await watch(panel, panel.dataset.selfie);
  if (last.status === "done") await reveal(panel, last, null);
  else location.reload();
} catch {
  location.reload();
}
