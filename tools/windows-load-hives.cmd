@echo off
rem Loads every hive in a folder and below it, reads all of it, and unloads it again: does Windows take it?
rem Run as administrator, on copies: Windows may write to what it loads.
setlocal
if "%~1"=="" goto usage
if not exist "%~1\" goto nofolder
net session >nul 2>&1
if errorlevel 1 goto noadministrator
set good=0
set failed=0
for /r "%~1" %%F in (*) do call :one "%%F"
echo %good% loaded, %failed% failed
if not "%failed%"=="0" exit /b 1
if "%good%"=="0" exit /b 1
exit /b 0

:one
rem Windows reads logs with their hive; .blf and .regtrans-ms are what it makes beside it.
for %%X in (.LOG .LOG1 .LOG2 .blf .regtrans-ms) do if /i "%~x1"=="%%X" goto :eof
reg load "HKLM\RepointTest" "%~1" >nul 2>&1
if errorlevel 1 goto notloaded
reg query "HKLM\RepointTest" /s >nul 2>&1
if errorlevel 1 goto notread
echo loaded and read: "%~1"
set /a good+=1
goto unload

:notloaded
echo FAILED to load: "%~1"
set /a failed+=1
goto :eof

:notread
echo FAILED to read: "%~1"
set /a failed+=1

:unload
reg unload "HKLM\RepointTest" >nul 2>&1
if not errorlevel 1 goto :eof
echo FAILED to unload "%~1": try: reg unload HKLM\RepointTest
set /a failed+=1
goto :eof

:usage
echo usage: windows-load-hives.cmd FOLDER
exit /b 2

:nofolder
echo There is no such folder: "%~1"
exit /b 2

:noadministrator
echo Only an administrator can load hives: start this from an elevated prompt.
exit /b 2
