// What every page may use: a menu that closes, and how many characters are left. Each page works
// without any of it.

function countCharacters(event) {
  const field = event.target;
  const count = field.form?.querySelector("[data-count]");
  const limit = Number(field.dataset.limit);
  if (count && limit) {
    const left = limit - [...field.value].length; // letters, as the server counts them
    count.textContent = left <= 100 ? left : "";
    count.classList.toggle("over", left < 0);
  }
}

function closeMenus(event) {
  for (const open of document.querySelectorAll("details.me[open], .post-foot details[open]")) {
    if (event.type === "keydown" ? event.key === "Escape" : !open.contains(event.target)) {
      open.open = false;
      if (event.type === "keydown") open.querySelector("summary").focus();
    }
  }
}

document.addEventListener("input", countCharacters);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
