# windows_programs: builds this source for 64-bit and 32-bit Windows below the build folder, in win64/ and win32/, every
# time that anything changed, so that what ctest runs is what the source says.
set(windows_commands)
foreach(row "win64;mingw-x86_64;ON" "win32;mingw-i686;OFF")
  list(GET row 0 folder)
  list(GET row 1 toolchain)
  list(GET row 2 tools)
  list(APPEND windows_commands
    COMMAND ${CMAKE_COMMAND} -S "${CMAKE_SOURCE_DIR}" -B "${CMAKE_BINARY_DIR}/${folder}" -G Ninja --log-level=WARNING
      "--toolchain=${CMAKE_SOURCE_DIR}/cmake/${toolchain}.cmake" -DCMAKE_BUILD_TYPE=MinSizeRel
      "-DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}"
      -DREPOINT_TESTS=OFF -DREPOINT_WERROR=${REPOINT_WERROR} -DREPOINT_WINE_TOOLS=${tools}
    COMMAND ${CMAKE_COMMAND} --build "${CMAKE_BINARY_DIR}/${folder}")
endforeach()
add_custom_target(windows_programs ALL ${windows_commands} USES_TERMINAL VERBATIM
  COMMENT "Programs for Windows")
