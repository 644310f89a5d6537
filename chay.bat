@echo off
chcp 65001 >nul
cd /d "%~dp0"
if not exist .venv\Scripts\python.exe call cai-dat.bat
start "" http://localhost:8080
.venv\Scripts\python.exe -X utf8 -m bot run
pause
