/** Features of Chromium's own window, for which it holds processes ready that no test looks at. */
export const WINDOW_PARTS = [
  'InitialWebUI',
  'PreloadTopChromeWebUI',
  'SpareRendererForSitePerProcess',
  'WebUIOmniboxPopup',
]
