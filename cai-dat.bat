@echo off
chcp 65001 >nul
cd /d "%~dp0"
if not exist .venv\Scripts\python.exe (
  py -3 -m venv .venv 2>nul || python -m venv .venv
)
if not exist .venv\Scripts\python.exe (
  echo Chua co Python. Tai Python 3.11 tro len tai python.org, khi cai danh dau "Add python.exe to PATH", roi chay lai.
  pause
  exit /b 1
)
.venv\Scripts\python.exe -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock || (echo Cai dat chua xong: kiem tra mang Internet roi chay lai. & pause & exit /b 1)
echo Cai dat xong. Bam dup chay.bat de chay.
pause
