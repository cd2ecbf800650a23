# repoint_embed(<target> <name> <file>...)
#
# Puts files into a program, byte for byte: the target gets a header "embedded/<name>.h" with
#   std::span<const repoint::EmbeddedFile> repoint::embedded::<name>();
# in the order given. Files are named as here (relative to the current source folder).
function(repoint_embed target name)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/embedded")
  set(rows "")
  foreach(file IN LISTS ARGN)
    set(path "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
    file(READ "${path}" hex HEX)
    file(SIZE "${path}" size)
    string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${hex}")
    string(APPEND rows "    {\"${file}\", {\"${bytes}\", ${size}}},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${folder}/embedded/file.h" @ONLY CONTENT [[
#ifndef REPOINT_EMBEDDED_FILE_H_
#define REPOINT_EMBEDDED_FILE_H_
#include <string_view>
namespace repoint {
struct EmbeddedFile {
  std::string_view name, content;
};
}
#endif
]])
  file(CONFIGURE OUTPUT "${folder}/embedded/${name}.h" @ONLY CONTENT [[
#ifndef REPOINT_EMBEDDED_@name@_H_
#define REPOINT_EMBEDDED_@name@_H_
#include <span>
#include "embedded/file.h"
namespace repoint::embedded {
std::span<const EmbeddedFile> @name@();
}
#endif
]])
  file(CONFIGURE OUTPUT "${folder}/${name}.cc" @ONLY CONTENT [[
#include "embedded/@name@.h"
namespace repoint::embedded {
namespace {
constexpr EmbeddedFile kFiles[] = {
@rows@};
}
std::span<const EmbeddedFile> @name@() { return kFiles; }
}
]])
  target_sources(${target} PRIVATE "${folder}/${name}.cc")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()
