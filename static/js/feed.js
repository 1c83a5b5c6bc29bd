// The feed's scripts: lists without end, and drafts that stay. Each page works without.

import "./drafts.js";
import "./endless.js";
