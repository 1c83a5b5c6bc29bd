// Photos for a post, before they are sent: chosen, dropped or pasted, and shown as thumbnails that
// never leave this browser. Without this script there is a plain field for files.

const HEAVIEST = 25 * 1024 * 1024;
const IS_PICTURE = /^image\/|\.(heic|heif|avif)$/i;

class Chooser {
  constructor(place) {
    this.place = place;
    this.form = place.closest("form");
    this.input = place.querySelector("input[type=file]");
    this.files = [];
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    this.form.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    for (const kind of ["dragenter", "dragover"]) this.form.addEventListener(kind, (event) => this.hover(event));
    this.form.addEventListener("dragleave", (event) => this.form.contains(event.relatedTarget) || this.form.classList.remove("is-over"));
    this.form.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
    this.form.addEventListener("submit", (event) => this.send(event));
    place.dataset.ready = "";
    this.add([...this.input.files]); // what a browser kept over a reload
  }

  text(name) {
    return this.place.querySelector(`template[data-text="${name}"]`).content.textContent;
  }

  say(sentence) {
    const note = this.place.querySelector("[data-note]");
    note.textContent = sentence;
    note.hidden = !sentence;
  }

  hover(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.form.classList.add("is-over");
  }

  /** Take what is dropped or pasted, if these are files; words go where words go. */
  take(event, transfer) {
    this.form.classList.remove("is-over");
    if (!transfer.files.length) return;
    event.preventDefault();
    this.add([...transfer.files]);
  }

  add(files) {
    const pictures = files.filter((file) => IS_PICTURE.test(file.type) || IS_PICTURE.test(file.name));
    const light = pictures.filter((file) => file.size <= HEAVIEST);
    const fresh = light.filter((file) => !this.files.includes(file));
    const room = Number(this.place.dataset.choose);
    const all = [...this.files, ...fresh];
    this.files = all.slice(0, room);
    if (pictures.length < files.length) this.say(this.text("none"));
    else if (light.length < pictures.length) this.say(this.text("heavy"));
    else this.say(all.length > room ? this.text("most") : "");
    this.show();
  }

  remove(file) {
    this.files = this.files.filter((one) => one !== file);
    this.say("");
    this.show();
    this.input.focus();
  }

  /** What the browser cannot show stays by its name if it is HEIC or AVIF: we can open these. */
  async doubt(file, image) {
    const kind = await file.slice(4, 8).text().catch(() => ""); // a file that is gone is none
    if (!image.isConnected) return; // not its picture that failed: it is shown anew
    if (kind === "ftyp") return image.replaceWith(this.name(file));
    this.files = this.files.filter((one) => one !== file);
    this.show();
    this.say(`${file.name}: ${this.text("none")}`);
  }

  name(file) {
    const name = document.createElement("span");
    name.textContent = file.name;
    return name;
  }

  show() {
    const transfer = new DataTransfer();
    for (const file of this.files) transfer.items.add(file);
    this.input.files = transfer.files;
    const list = this.place.querySelector("[data-thumbs]");
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...this.files.map((file) => this.thumb(file)));
    list.hidden = !this.files.length;
  }

  thumb(file) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    image.addEventListener("error", () => this.doubt(file, image));
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", `${this.text("remove")}: ${file.name}`);
    button.addEventListener("click", () => this.remove(file));
    item.append(image, button);
    return item;
  }

  /** Send once; a second press while the first is on its way would cost its answer. */
  send(event) {
    if (!this.files.length) return;
    if (this.isSending) return event.preventDefault();
    this.isSending = true;
    this.say(this.text("sending"));
  }
}

const choosers = [...document.querySelectorAll("[data-choose]")].map((place) => new Chooser(place));

// Who comes back to this page by the browser's button may send again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const chooser of choosers) {
    chooser.isSending = false;
    chooser.say("");
  }
});
