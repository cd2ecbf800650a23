@echo off
rem Runs EMProfileUpdate at logon; written by "emconsole package", explained in
rem INSTALL.txt. Says nothing unless there is something to say, and ends with
rem the exit code of EMProfileUpdate. run.cmd gives it /talk.

rem EMProfileUpdate does not run on Windows 95 to Me, NT 4 and 2000.
if not "%OS%"=="Windows_NT" goto old
setlocal enableextensions
set "WINDOWS=?"
for /f "delims=" %%v in ('ver') do set "WINDOWS=%%v"
if not "%WINDOWS: 4.0=%"=="%WINDOWS%" goto old
if not "%WINDOWS: 5.0=%"=="%WINDOWS%" goto old
setlocal disabledelayedexpansion

rem The 64-bit program is for Windows 7 and later.
set "PROGRAM=EMProfileUpdate32.exe"
if /i "%PROCESSOR_ARCHITECTURE%"=="AMD64" set "PROGRAM=EMProfileUpdate.exe"
if /i "%PROCESSOR_ARCHITEW6432%"=="AMD64" set "PROGRAM=EMProfileUpdate.exe"
if not "%WINDOWS: 5.=%"=="%WINDOWS%" set "PROGRAM=EMProfileUpdate32.exe"
if not "%WINDOWS: 6.0=%"=="%WINDOWS%" set "PROGRAM=EMProfileUpdate32.exe"

rem The share; when that is out of reach, the folder of this file.
set "FROM=@@SHARE@@"
if not "%FROM:~0,2%"=="\\" if not "%FROM:~1,1%"==":" set "FROM=%~dp0"
if not exist "%FROM%%PROGRAM%" set "FROM=%~dp0"
set "CODE=9009"
if not exist "%FROM%%PROGRAM%" goto say

set "ERRORLEVEL="
"%FROM%%PROGRAM%" "%FROM%@@LIST@@"@@SWITCHES@@ >nul 2>nul
set "CODE=%ERRORLEVEL%"

rem 0: done, or nothing to do. 5: Outlook runs; the next logon tries again.
rem 6: done, and the folder for reports is out of reach, as on any laptop away.
if "%~1"=="/talk" goto say
if "%CODE%"=="0" goto quit
if "%CODE%"=="5" goto quit
if "%CODE%"=="6" goto quit
:say
set "SAY=the program ended unexpectedly. Please tell your helpdesk."
if "%CODE%"=="0" set "SAY=Outlook is ready for your mailbox. You can start it now."
if "%CODE%"=="1" set "SAY=your mailbox has moved, but Outlook could not be changed. Please call your helpdesk."
if "%CODE%"=="2" set "SAY=the logon script has a wrong switch. Please tell your helpdesk."
if "%CODE%"=="3" set "SAY=the list of moved mailboxes is missing or cannot be used. Please tell your helpdesk."
if "%CODE%"=="4" set "SAY=the settings of Outlook cannot be read or written. Please call your helpdesk."
if "%CODE%"=="5" set "SAY=Outlook is still open. Please close it, then start this file again."
if "%CODE%"=="6" set "SAY=Outlook is ready, only the report could not be written. You can start Outlook now."
if "%CODE%"=="7" set "SAY=Outlook still names the old mailbox in places. Please tell your helpdesk."
if "%CODE%"=="9009" set "SAY=%PROGRAM% is not where it should be. Please tell your helpdesk."
echo EMProfileUpdate (code %CODE%): %SAY%
if "%~1"=="/talk" pause
:quit
exit /b %CODE%
:old
if not "%~1"=="/talk" goto end
echo This Windows is too old for EMProfileUpdate. Please call your helpdesk.
pause
:end
