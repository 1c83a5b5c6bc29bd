// A page of the booth that was come to without its script, by a link or a reload: nothing is stuck.

import { forgetAfter } from "./booth_idle.js";

const here = document.querySelector("[data-leave], [data-refresh]");
if (here.dataset.refresh) setTimeout(() => location.reload(), here.dataset.refresh * 1000);
else forgetAfter(Number(here.dataset.leave), () => location.assign(new URL("/booth/", location)));
