// A page of something that is destroyed by itself: it asks again when that is gone, and when the
// browser brings the page back from its memory.

const { goneIn } = document.querySelector("[data-gone-in]").dataset;

setTimeout(() => location.reload(), (Number(goneIn) + 1) * 1000);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
