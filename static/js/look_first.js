// Before anything is painted: the stone waits until its time can be taken. It is no module, so that
// it comes first. Should the module not come, the stone is shown all the same.

document.documentElement.classList.add("is-waiting");
setTimeout(() => document.documentElement.classList.remove("is-waiting"), 4000);
