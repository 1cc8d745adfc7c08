const SVG = 'http://www.w3.org/2000/svg';
const XHTML = 'http://www.w3.org/1999/xhtml';

/** A view as a picture that needs nothing else: style sheets, colours and typefaces are in it. */
export interface ViewPicture {
  readonly svg: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/* What one uses and does not look at. */
const CONTROLS = '.button, select, input, form, textarea, [popover], .visually-hidden, details.behind';

/**
 * Draws a view as an SVG with its HTML inside (`foreignObject`), so that every view can be saved: browsers show such
 * pictures, drawing programs mostly do not. A canvas becomes an image in it. Controls are left out.
 */
export async function viewPicture(view: HTMLElement, title: string): Promise<ViewPicture> {
  const width = view.clientWidth;
  const height = view.scrollHeight;
  const copy = view.cloneNode(true) as HTMLElement;
  copyCanvases(view, copy);
  for (const control of copy.querySelectorAll(CONTROLS)) control.remove();
  Object.assign(copy.style, { width: `${width}px`, height: `${height}px`, overflow: 'hidden' });

  const root = document.createElementNS(SVG, 'svg');
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  /* The tokens belong to `:root`, which is this element in a picture of its own. */
  root.setAttribute('data-theme', document.documentElement.dataset['theme'] ?? 'light');
  const name = document.createElementNS(SVG, 'title');
  name.textContent = title;
  const style = document.createElementNS(SVG, 'style');
  style.textContent = await stylesFor(copy.outerHTML);
  const frame = document.createElementNS(SVG, 'foreignObject');
  frame.setAttribute('width', '100%');
  frame.setAttribute('height', '100%');
  const page = document.createElementNS(XHTML, 'div');
  page.setAttribute(
    'style',
    'font:14px/1.45 var(--font);color:var(--ink);background:var(--surface);overflow:hidden',
  );
  page.append(copy);
  frame.append(page);
  root.append(name, style, frame);
  return { svg: new XMLSerializer().serializeToString(root), width, height };
}

function copyCanvases(from: HTMLElement, to: HTMLElement): void {
  const copies = to.querySelectorAll('canvas');
  from.querySelectorAll('canvas').forEach((canvas, at) => {
    const image = document.createElement('img');
    image.src = canvas.toDataURL();
    image.className = canvas.className;
    image.setAttribute('style', canvas.getAttribute('style') ?? '');
    image.style.width ||= `${canvas.clientWidth}px`;
    image.style.height ||= `${canvas.clientHeight}px`;
    copies[at]?.replaceWith(image);
  });
}

/** The rules of the page that can concern what is drawn, and the typefaces as data. */
async function stylesFor(html: string): Promise<string> {
  const texts: Promise<string>[] = [];
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSFontFaceRule) texts.push(fontRule(rule, sheet.href ?? location.href));
      else if (concerns(rule.cssText, html)) texts.push(Promise.resolve(rule.cssText));
    }
  }
  return (await Promise.all(texts)).join('\n');
}

/** Rules of one component carry its class; those of components that are not in the picture are left out. */
function concerns(rule: string, html: string): boolean {
  const classes = rule.match(/svelte-[a-z0-9]+/g);
  return !classes || classes.some((name) => html.includes(name));
}

/** Only basic Latin: the other ranges would make each picture larger by 200 kB. */
async function fontRule(rule: CSSFontFaceRule, base: string): Promise<string> {
  const address = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1];
  if (address === undefined || !/^U\+0+-/i.test(rule.style.getPropertyValue('unicode-range'))) return '';
  const response = await fetch(new URL(address, base));
  const bytes = new Uint8Array(await response.arrayBuffer());
  const data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return rule.cssText.replace(/url\([^)]+\)/, `url("data:font/woff2;base64,${data}")`);
}

/** Larger pictures are refused by some browsers. */
const MOST_PIXELS_A_SIDE = 16_000;

/** The same as a PNG, `scale` pixels for one of CSS; fewer where it would become too large. */
export async function pictureAsPng({ svg, width, height }: ViewPicture, scale: number): Promise<Blob> {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const used = Math.min(scale, MOST_PIXELS_A_SIDE / width, MOST_PIXELS_A_SIDE / height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * used);
  canvas.height = Math.round(height * used);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw on.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large.'))),
      'image/png',
    );
  });
}
