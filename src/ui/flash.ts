import './flash.css';

const FLASH_MS = 1_600;

/** Frames an element for a moment, so that the eye finds it. */
export function flash(element: Element): void {
  element.setAttribute('data-flash', '');
  setTimeout(() => {
    element.removeAttribute('data-flash');
  }, FLASH_MS);
}
