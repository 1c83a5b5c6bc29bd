// Says beside a slider what it stands at; without this script its place alone says it.

function say(slider) {
  slider.style.setProperty("--share", `${slider.value}%`);
}

for (const slider of document.querySelectorAll('input[type="range"]')) {
  slider.addEventListener("input", () => say(slider));
  say(slider);
}

// One wish is one click: the button rests while the answer is on its way.
document.querySelector(".workbench")?.addEventListener("submit", (event) => {
  event.submitter.disabled = true;
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll(".workbench button")) button.disabled = false;
});
