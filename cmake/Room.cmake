# repoint_room(<name> SOURCES ... [PLATFORM ...] [DEPENDS ...] [WIN32_LIBRARIES ...] [TESTS ...] [TEST_DEPENDS ...]
#              [TEST_SHARDS <n>] [FUZZERS ...])
#
# One room of the house: a static library repoint_<name>, its test program <name>_test and its fuzz targets.
#   PLATFORM   stems with a twin: `files` means files-posix.cc here and files-win32.cc on Windows
#   DEPENDS    rooms on lower floors
#   TESTS      x_test.cc files, one GoogleTest program for the room
#   TEST_SHARDS  see repoint_add_tests
#   FUZZERS    x_fuzz.cc files, each a program of its own: plain in every build, with libFuzzer in the fuzz preset
#
# Library headers that nearly every file includes are compiled once (REPOINT_PCH); the tidy preset does without, so that
# an include that is missing is found.
if(REPOINT_PCH)
  set(common_headers <algorithm> <cstdint> <expected> <functional> <map> <memory> <optional> <string> <string_view>
    <vector> <fmt/format.h>)
  file(WRITE "${CMAKE_BINARY_DIR}/pch.cc" "")
  add_library(repoint_pch OBJECT "${CMAKE_BINARY_DIR}/pch.cc")
  target_link_libraries(repoint_pch PRIVATE repoint_deps)
  target_compile_options(repoint_pch PRIVATE ${REPOINT_ROOM_OPTIONS})
  target_precompile_headers(repoint_pch PRIVATE ${common_headers})
  if(REPOINT_TESTS)
    add_library(repoint_test_pch OBJECT "${CMAKE_BINARY_DIR}/pch.cc")
    target_compile_definitions(repoint_test_pch PRIVATE REPOINT_FIXTURES="${CMAKE_SOURCE_DIR}/tests/fixtures")
    target_link_libraries(repoint_test_pch PRIVATE repoint_deps GTest::gmock)
    target_precompile_headers(repoint_test_pch PRIVATE ${common_headers} <gmock/gmock.h> <gtest/gtest.h>)
  endif()
endif()

# repoint_reuse_pch(<target> <pch target>)
function(repoint_reuse_pch target pch)
  if(REPOINT_PCH)
    target_precompile_headers(${target} REUSE_FROM ${pch})
  endif()
endfunction()

# repoint_add_tests(<program> [SHARDS <n>] <test property> <value>...): tells ctest of a GoogleTest program. Each test is
# one of ctest's, in a process of its own; with SHARDS, or REPOINT_TEST_SHARDS for all programs, there are <n> processes that
# share the tests: for programs whose start is dear.
function(repoint_add_tests program)
  cmake_parse_arguments(TESTS "" "SHARDS" "" ${ARGN})
  if(REPOINT_TEST_SHARDS)
    set(TESTS_SHARDS ${REPOINT_TEST_SHARDS})
  endif()
  if(NOT TESTS_SHARDS)
    gtest_discover_tests(${program} DISCOVERY_MODE PRE_TEST PROPERTIES ${TESTS_UNPARSED_ARGUMENTS})
    return()
  endif()
  foreach(shard RANGE 1 ${TESTS_SHARDS})
    set(name ${program}_${shard}_of_${TESTS_SHARDS})
    math(EXPR index "${shard} - 1")
    add_test(NAME ${name} COMMAND ${program})
    set_tests_properties(${name} PROPERTIES ${TESTS_UNPARSED_ARGUMENTS} TIMEOUT 1500
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${TESTS_SHARDS};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()

function(repoint_room name)
  cmake_parse_arguments(ROOM "" "TEST_SHARDS" "SOURCES;PLATFORM;DEPENDS;WIN32_LIBRARIES;TESTS;TEST_DEPENDS;FUZZERS" ${ARGN})
  set(sources ${ROOM_SOURCES})
  foreach(stem IN LISTS ROOM_PLATFORM)
    if(WIN32)
      list(APPEND sources "${stem}-win32.cc")
    else()
      list(APPEND sources "${stem}-posix.cc")
    endif()
  endforeach()
  add_library(repoint_${name} STATIC ${sources})
  target_link_libraries(repoint_${name} PUBLIC repoint_deps)
  target_compile_options(repoint_${name} PRIVATE ${REPOINT_ROOM_OPTIONS})
  repoint_reuse_pch(repoint_${name} repoint_pch)
  foreach(room IN LISTS ROOM_DEPENDS)
    target_link_libraries(repoint_${name} PUBLIC repoint_${room})
  endforeach()
  if(WIN32)
    target_link_libraries(repoint_${name} PUBLIC ${ROOM_WIN32_LIBRARIES})
  endif()

  if(NOT REPOINT_TESTS)
    return()
  endif()
  if(ROOM_TESTS)
    add_executable(${name}_test ${ROOM_TESTS})
    target_compile_definitions(${name}_test PRIVATE REPOINT_FIXTURES="${CMAKE_SOURCE_DIR}/tests/fixtures")
    target_link_libraries(${name}_test PRIVATE repoint_${name} ${ROOM_TEST_DEPENDS} GTest::gmock GTest::gtest_main)
    repoint_reuse_pch(${name}_test repoint_test_pch)
    if(ROOM_TEST_SHARDS)
      list(PREPEND ROOM_TEST_SHARDS SHARDS)
    endif()
    repoint_add_tests(${name}_test ${ROOM_TEST_SHARDS} LABELS unit)
  endif()
  foreach(fuzzer IN LISTS ROOM_FUZZERS)
    get_filename_component(stem "${fuzzer}" NAME_WE)
    repoint_fuzzer(${name}_${stem} ${fuzzer} repoint_${name})
  endforeach()
endfunction()

# repoint_fuzzer(<target> <source> <library>): with libFuzzer, or as a plain program that runs its seed corpus,
# tests/corpus/<target>/, as a test.
function(repoint_fuzzer target source library)
  if(REPOINT_LIBFUZZER)
    add_executable(${target} ${source})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${target} ${source} "${CMAKE_SOURCE_DIR}/fuzz/plain_main.cc")
    add_test(NAME ${target} COMMAND ${target} "${CMAKE_SOURCE_DIR}/tests/corpus/${target}")
    set_tests_properties(${target} PROPERTIES LABELS fuzz-seeds)
  endif()
  target_link_libraries(${target} PRIVATE ${library})
  set_property(GLOBAL APPEND PROPERTY REPOINT_FUZZERS ${target})
endfunction()
