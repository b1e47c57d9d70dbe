@echo off
rem Starts the `heddle` command on the Node that the lockfile pins.
setlocal
set "root=%~dp0.."
if not exist "%root%\out\main\cli.js" (
  echo heddle is not built yet. In %root% run: npm start ^(or npm run build^) 1>&2
  exit /b 1
)
set "node=%root%\node_modules\node\bin\node.exe"
if not exist "%node%" set "node=node"
if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%root%\out\.compile-cache"
"%node%" --max-semi-space-size=4 "%root%\bin\launch.cjs" %*
