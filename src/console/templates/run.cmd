@echo off
rem For people who start it by hand: runs logon.cmd and waits for a key, so that
rem the window stays. Written by "emconsole package".
if not "%OS%"=="Windows_NT" goto old
setlocal enableextensions disabledelayedexpansion
"%COMSPEC%" /d /c ""%~dp0logon.cmd""
set "CODE=%ERRORLEVEL%"
if "%CODE%"=="0" echo Outlook is ready for your mailbox. You can start it now.
if "%CODE%"=="5" echo Outlook is still open. Please close it, then start this file again.
pause
exit /b %CODE%
:old
echo This Windows is too old for EMProfileUpdate. Please call your helpdesk.
