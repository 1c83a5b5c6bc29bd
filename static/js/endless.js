// Lists that go on as one scrolls, in any `[data-endless]`: the address follows where one looks
// (`data-page` on what begins a page), and who stood on the link to more stands on the first new
// one when it has come.

const PAGES = "[data-endless] [data-page]";
const LINKS = "a:not([tabindex='-1'])";

let lastBefore = null;

function remember(event) {
  const leaving = event.detail.target;
  const stands = leaving.matches(".more") && leaving.contains(document.activeElement);
  lastBefore = stands ? leaving.previousElementSibling : null;
}

function standOnTheNext() {
  for (let next = lastBefore?.nextElementSibling; next; next = next.nextElementSibling) {
    const link = next.querySelector(LINKS);
    if (link) {
      link.focus({ preventScroll: true });
      break;
    }
  }
  lastBefore = null;
}

/** Let the address be that of the page that has come past the middle of the window. */
function followAddress() {
  const firsts = [...document.querySelectorAll(PAGES)];
  const seen = firsts.filter((first) => first.getBoundingClientRect().top < innerHeight / 2).at(-1);
  const page = (seen ?? firsts[0])?.dataset.page;
  if (page && page !== location.pathname + location.search) history.replaceState(history.state, "", page);
}

const passing = new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting || entry.boundingClientRect.top > 0)) followAddress();
}, { rootMargin: "0px 0px -50% 0px" });

function observe(root) {
  const firsts = root.matches?.(PAGES) ? [root] : root.querySelectorAll(PAGES);
  for (const first of firsts) passing.observe(first);
}

observe(document);
document.addEventListener("scrollend", followAddress); // a leap passes no first of a page
document.addEventListener("htmx:load", (event) => observe(event.detail.elt));
document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSettle", standOnTheNext);
