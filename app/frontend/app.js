// Comfort for every page beyond static/page.js; each page also works without it. It knows no noun of the product.
import './partial.js';
import './confirm.js';
import './drafts.js';
import './menus.js';
