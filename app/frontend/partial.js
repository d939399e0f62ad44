// Partial updates by htmx: forgery token on every request, a sentence when the server fails. It knows no page.
import htmx from 'htmx.org';
import { announce, say } from './words.js';

// A failed page is not put inside another one; refusals (4xx) come as proper parts and are.
htmx.config.noSwap = [204, 304, '5xx'];

document.addEventListener('htmx:config:request', (event) => {
  const request = event.detail.ctx.request;
  const field = document.querySelector('input[name="csrf_token"]');
  if (field && !/^(GET|HEAD)$/i.test(request.method)) request.headers['X-CSRF-Token'] = field.value;
});

function failed(event) {
  const response = event.detail.ctx && event.detail.ctx.response;
  if (response && response.status < 500) return;
  const main = document.querySelector('main') || document.body;
  let notice = document.getElementById('request-failed');
  if (!notice) {
    notice = document.createElement('p');
    notice.id = 'request-failed';
    notice.className = 'flash flash-bad';
    main.prepend(notice);
  }
  notice.textContent = say('failed');
  announce(say('failed'));
}
document.addEventListener('htmx:response:error', failed);
document.addEventListener('htmx:error', failed);
