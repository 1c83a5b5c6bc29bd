// The feed's scripts: lists without end, drafts that stay, photos that are chosen and shown large.
// Each page works without.

import "./choose_photos.js";
import "./drafts.js";
import "./endless.js";
import "./lightbox.js";
