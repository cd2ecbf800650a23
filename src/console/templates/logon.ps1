# Runs EMProfileUpdate for the user who is logged on, for tools that manage computers; written by
# "emconsole package", explained in INSTALL.txt. PowerShell 2 and later. Ends with the exit code of
# EMProfileUpdate; return-codes.csv says what each means.
#
#   powershell.exe -NoProfile -ExecutionPolicy Bypass -File logon.ps1
#   powershell.exe -NoProfile -ExecutionPolicy Bypass -File logon.ps1 -Report '\\server\share'
param(
    # Where programs and list are; '' or out of reach: the folder of this file.
    [string] $Folder = @@SHARE_PS@@,
    # The name of the list in that folder.
    [string] $List = @@LIST_PS@@,
    # The name of the public key in that folder; '': the list's signature is not looked at.
    [string] $PublicKey = @@KEY_PS@@,
    # Folder for reports; '': none.
    [string] $Report = @@REPORT_PS@@,
    # More switches of EMProfileUpdate.
    [string[]] $Switches = @(@@SWITCHES_PS@@)
)

# The 64-bit program is for Windows 7 and later.
$program = 'EMProfileUpdate32.exe'
$is64 = ($env:PROCESSOR_ARCHITECTURE -eq 'AMD64') -or ($env:PROCESSOR_ARCHITEW6432 -eq 'AMD64')
if ($is64 -and ([Environment]::OSVersion.Version -ge [Version] '6.1')) {
    $program = 'EMProfileUpdate.exe'
}

$from = [Environment]::ExpandEnvironmentVariables($Folder).TrimEnd('\')
if (($from -notmatch '^(\\\\|[A-Za-z]:)') -or -not (Test-Path -LiteralPath "$from\$program")) {
    $from = Split-Path -Parent $MyInvocation.MyCommand.Path
}
if (-not (Test-Path -LiteralPath "$from\$program")) {
    Write-Output "EMProfileUpdate: $program is neither in '$Folder' nor in '$from'"
    exit 9009
}

$arguments = @("$from\$List")
if ($PublicKey -ne '') { $arguments += @('-PublicKey', "$from\$PublicKey") }
if ($Report -ne '') {
    $arguments += @('-Report', [Environment]::ExpandEnvironmentVariables($Report).TrimEnd('\'))
}
foreach ($switch in $Switches) {
    $arguments += [Environment]::ExpandEnvironmentVariables($switch)
}

& "$from\$program" $arguments
exit $LASTEXITCODE
