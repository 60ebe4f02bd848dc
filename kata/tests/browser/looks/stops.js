// Everything on the page that a mouse could use, numbered for the walk by keyboard: links, what
// opens and closes, and what scrolls.
const scrolls = element => {
  const style = getComputedStyle(element);
  return ['auto', 'scroll'].includes(style.overflowX) && element.scrollWidth > element.clientWidth
    || ['auto', 'scroll'].includes(style.overflowY) && element.scrollHeight > element.clientHeight;
};
window.stops = [...document.querySelectorAll('body *')].filter(element =>
  element.checkVisibility() && (element.matches('a[href], summary, button, input') || scrolls(element)));
return window.stops.length;
