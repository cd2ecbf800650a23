# repoint_embed(<target> <C++ namespace> <folder> <file>...)
#
# Builds the text files of a folder into a target, byte for byte: `std::string_view Template(std::string_view name)` in
# that namespace, declared by the room's templates.h, gives each by its name. A change of a file rebuilds it.
#
# Included, it defines the function; run with -P, it writes the source.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(repoint_embed_script "${CMAKE_CURRENT_LIST_FILE}")
  function(repoint_embed target namespace folder)
    set(paths ${ARGN})
    list(TRANSFORM paths PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/")
    set(source "${CMAKE_CURRENT_BINARY_DIR}/${target}_templates.cc")
    add_custom_command(OUTPUT "${source}"
      COMMAND ${CMAKE_COMMAND} "-DSOURCE=${source}" "-DNAMESPACE=${namespace}" "-DFILES=${paths}"
        -P "${repoint_embed_script}"
      DEPENDS ${paths} "${repoint_embed_script}" VERBATIM
      COMMENT "Templates of ${target}")
    target_sources(${target} PRIVATE "${source}")
  endfunction()
  return()
endif()

set(table)
foreach(path IN LISTS FILES)
  get_filename_component(name "${path}" NAME)
  file(READ "${path}" bytes HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" escaped "${bytes}")
  # One literal a line of the file: \x0a ends it.
  string(REPLACE "\\x0a" "\\x0a\"\n     \"" escaped "${escaped}")
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  string(APPEND table "    {\"${name}\",\n     {\"${escaped}\",\n      ${size}}},\n")
endforeach()
file(WRITE "${SOURCE}" "// Made by cmake/Embed.cmake.
#include <cassert>
#include <string_view>

namespace ${NAMESPACE} {

std::string_view Template(std::string_view name);

namespace {

struct File {
  std::string_view name;
  std::string_view text;
};
constexpr File kFiles[] = {
${table}};

}  // namespace

std::string_view Template(std::string_view name) {
  for (const File& file : kFiles) {
    if (file.name == name) return file.text;
  }
  assert(false && \"no such template\");
  return {};
}

}  // namespace ${NAMESPACE}
")
