// A photo before its page: large, with its words, and the others of its post by the arrow keys.
// Without this script the same link leads to the photo's own page.

const box = document.getElementById("lightbox");
let links = [];
let at = 0;

function show(index) {
  at = (index + links.length) % links.length;
  const picture = links[at].querySelector("picture").cloneNode(true);
  for (const part of picture.children) part.sizes = "96vw";
  const image = picture.querySelector("img");
  image.removeAttribute("loading");
  image.classList.toggle("is-tall", image.height > image.width);
  box.querySelector("[data-stage]").replaceChildren(picture);
  box.querySelector("[data-words]").textContent = image.alt;
  box.querySelector("[data-page]").href = links[at].href;
}

function open(link) {
  links = [...link.closest("[data-photos]").querySelectorAll("[data-photo]")];
  for (const step of box.querySelectorAll("[data-step]")) step.hidden = links.length < 2;
  show(links.indexOf(link));
  box.showModal();
}

function press(event) {
  const link = event.target.closest("[data-photo]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
}

const isRtl = () => document.documentElement.dir === "rtl";
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

if (box?.showModal) {
  document.addEventListener("click", press);
  box.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step && links.length > 1) show(at + (isRtl() ? -step : step));
  });
  for (const step of box.querySelectorAll("[data-step]"))
    step.addEventListener("click", () => show(at + Number(step.dataset.step)));
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.matches("[data-stage]")) box.close(); // beside the photo
  });
  box.addEventListener("close", () => {
    links[at]?.focus();
    box.querySelector("[data-stage]").replaceChildren();
  });
}
