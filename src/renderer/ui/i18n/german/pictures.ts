import type { Dictionary } from '../language.ts'

export const pictures: Dictionary = {
  'A picture that is elsewhere, and not fetched': 'Ein Bild, das woanders liegt und nicht geholt wird',
  'A picture that cannot be drawn': 'Ein Bild, das sich nicht zeichnen lässt',
  'A picture that is no PNG, JPEG, GIF or WebP': 'Ein Bild, das kein PNG, JPEG, GIF oder WebP ist',
  'A picture of {width} × {height} pixels, too large to draw':
    'Ein Bild von {width} × {height} Pixeln, zu groß zum Zeichnen',
  'A picture of more than 10 MB, too large to draw': 'Ein Bild von mehr als 10 MB, zu groß zum Zeichnen',
  'A moving picture of more than 2 MB, too large to draw': 'Ein bewegtes Bild von mehr als 2 MB, zu groß zum Zeichnen',
}
