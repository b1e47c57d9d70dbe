// How the application is packed and what its programs are allowed, for electron-builder.
import { inRoot } from '../project.mjs'
import { unpacked } from './stage.mjs'

/** Switches inside Electron's binary. With these, nothing but our archive runs in it, and nobody debugs it. */
export const fuses = /** @type {const} */ ({
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableCookieEncryption: true,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  grantFileProtocolExtraPrivileges: false,
})

const icon = (/** @type {string} */ name) => inRoot('resources/icons', name)

/**
 * @param {{ app: string, output: string, electronVersion: string, electronDist?: string }} place `app`: the staged folder
 */
export const packConfig = ({ app, output, electronVersion, electronDist }) => ({
  appId: 'dev.heddle.Heddle',
  productName: 'Heddle',
  copyright: 'The Heddle authors',
  electronVersion,
  ...(electronDist === undefined ? {} : { electronDist }),
  directories: { app, output },
  // The staged folder is the application: nothing of it is left out, nothing is added.
  files: ['**/*'],
  asar: true,
  asarUnpack: [...unpacked],
  // Both native packages bring binaries that fit every Electron of this version of N-API.
  npmRebuild: false,
  nodeGypRebuild: false,
  electronFuses: fuses,
  electronLanguages: ['en-US', 'de'],
  protocols: [{ name: 'Heddle', schemes: ['heddle'] }],
  // Where an installed one looks is set in it; this only makes the packer write what the updater reads beside it.
  publish: [{ provider: 'generic', url: 'https://localhost.invalid/heddle' }],
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Development',
    icon: inRoot('resources/icons'),
    executableName: 'heddle-desktop',
    synopsis: 'A desktop workbench for coding agents',
    maintainer: 'The Heddle authors <heddle@localhost.invalid>',
    desktop: { entry: { MimeType: 'x-scheme-handler/heddle;inode/directory;', StartupWMClass: 'Heddle' } },
  },
  deb: {
    packageName: 'heddle',
    depends: ['libgtk-3-0', 'libnss3', 'libnotify4', 'libsecret-1-0', 'xdg-utils'],
    recommends: ['bubblewrap'],
  },
  mac: {
    target: ['dmg', 'zip'],
    category: 'public.app-category.developer-tools',
    icon: icon('mac.png'),
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: inRoot('scripts/packaging/entitlements.plist'),
    entitlementsInherit: inRoot('scripts/packaging/entitlements.plist'),
    extendInfo: {
      CFBundleDocumentTypes: [
        {
          CFBundleTypeName: 'Folder',
          CFBundleTypeRole: 'Editor',
          LSHandlerRank: 'Alternate',
          LSItemContentTypes: ['public.folder'],
        },
      ],
    },
  },
  win: { target: ['nsis'], icon: icon('icon.ico'), verifyUpdateCodeSignature: true },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
})
