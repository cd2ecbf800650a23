# Detection rule for tools that manage computers; written by "emconsole package". Runs as the user.
# Prints the marks that EMProfileUpdate left and ends with 0: text on standard output means "done"
# to Intune and Configuration Manager, none means "not done yet".
$root = 'HKCU:\Software\EMProfileUpdate\Profiles'
if (Test-Path -LiteralPath $root) {
    foreach ($generation in Get-ChildItem -LiteralPath $root) {
        foreach ($profile_key in Get-ChildItem -LiteralPath $generation.PSPath) {
            # A roll-back leaves the key without its values.
            $updated = $profile_key.GetValue('Updated')
            if ($updated) {
                Write-Output ("{0}\{1} updated {2}" -f $generation.PSChildName,
                    $profile_key.PSChildName, $updated)
            }
        }
    }
}
exit 0
