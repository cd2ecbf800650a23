@echo off
rem For people who start it by hand: logon.cmd that says what has come out and
rem waits for a key, so that the window stays. Written by "emconsole package".
if not "%OS%"=="Windows_NT" goto old
"%~dp0logon.cmd" /talk
:old
echo This Windows is too old for EMProfileUpdate. Please call your helpdesk.
