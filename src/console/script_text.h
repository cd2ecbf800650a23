// Text inside scripts of three languages, and the filling of their templates.
//
// In all three %NAME% stands for a variable of the environment where the script runs, and any other
// '%' for itself.
#ifndef REPOINT_CONSOLE_SCRIPT_TEXT_H_
#define REPOINT_CONSOLE_SCRIPT_TEXT_H_

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace repoint::console {

// kUsage, naming `what`, for text that not every script can hold: beyond ASCII (a batch file is
// read in the code page of whoever runs it), control characters, quotation marks, the braces of
// Ansible's templates.
Status CheckScriptText(std::string_view what, std::string_view text);

// Of text that CheckScriptText takes. For a batch file: what stands inside quotation marks, with
// delayed expansion off, and one argument of a program, quoted when it has to be.
std::string CmdText(std::string_view text);
std::string CmdArgument(std::string_view text);
// A whole literal, quotation marks included. Who uses the PowerShell one expands its variables.
std::string PowerShellText(std::string_view text);
std::string YamlText(std::string_view text);

// The template with each @@NAME@@ replaced by its value, once; kInternal for a name without value.
Result<std::string> FillTemplate(std::string_view text,
                                 const std::map<std::string_view, std::string>& values);
// LF to CRLF.
std::string WithCrlf(std::string_view text);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_SCRIPT_TEXT_H_
