# Compiles scenarios/*.json into the program. Included by CMakeLists.txt it adds the rule; run as a
# script (cmake -DOUT=FILE -DWORLDS="A.json;B.json" -P ...) it writes the source.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  file(GLOB worlds CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scenarios/*.json)
  list(FILTER worlds EXCLUDE REGEX "\\.schema\\.json$")
  set(built_in_worlds ${CMAKE_CURRENT_BINARY_DIR}/built_in_worlds.cpp)
  add_custom_command(OUTPUT ${built_in_worlds}
    COMMAND ${CMAKE_COMMAND} "-DOUT=${built_in_worlds}" "-DWORLDS=${worlds}"
            -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${worlds} ${CMAKE_CURRENT_LIST_FILE}
    COMMENT "Embedding scenarios" VERBATIM)
  target_sources(scenario PRIVATE ${built_in_worlds})
  return()
endif()

list(SORT WORLDS)
set(source "#include \"scenario/scenario_file.h\"\n\nnamespace asyncsim {\n\n")
string(APPEND source "const std::vector<BuiltInWorld>& built_in_worlds() {\n")
string(APPEND source "  static const std::vector<BuiltInWorld> worlds{\n")
foreach(world IN LISTS WORLDS)
  get_filename_component(name "${world}" NAME_WLE)
  file(READ "${world}" text)
  string(APPEND source "      {\"${name}\", R\"world(${text})world\"},\n")
endforeach()
string(APPEND source "  };\n  return worlds;\n}\n\n}  // namespace asyncsim\n")
file(WRITE "${OUT}" "${source}")
