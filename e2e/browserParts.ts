/** Features of Chromium's own window, for which it holds processes ready that no test looks at. */
export const WINDOW_PARTS = [
  'InitialWebUI',
  'PreloadTopChromeWebUI',
  'SpareRendererForSitePerProcess',
  'WebUIOmniboxPopup',
]

/** Letters as they are drawn in a window, for a Chromium without one. */
export const PLAIN_LETTERS = '--font-render-hinting=none'
