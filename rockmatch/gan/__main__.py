"""``python -m rockmatch.gan HUMANS ROCKS --out DIR``: train where there is no Django."""

import sys

from rockmatch.gan.command import main

sys.exit(main())
