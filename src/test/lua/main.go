// Runs a script as Argo CD runs its health checks and actions: by gopher-lua, with the libraries that it opens (base,
// package, table; of os only time and date, and only by require) and its limit of a second. No string library.
//
// Standard input is {"script": ..., "obj": ...}, standard output what the script returned, as JSON; a script that raises an
// error ends it with 1 and the message.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	lua "github.com/yuin/gopher-lua"
	luajson "layeh.com/gopher-json"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var in struct {
		Script string `json:"script"`
		Obj    any    `json:"obj"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return err
	}
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for name, open := range map[string]lua.LGFunction{
		lua.LoadLibName: lua.OpenPackage, lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable,
	} {
		if err := state.CallByParam(lua.P{Fn: state.NewFunction(open), Protect: true}, lua.LString(name)); err != nil {
			return err
		}
	}
	state.PreloadModule(lua.OsLibName, safeOs)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	state.SetContext(ctx)
	state.SetGlobal("obj", luajson.DecodeValue(state, in.Obj))
	if err := state.DoString(in.Script); err != nil {
		return err
	}
	out, err := luajson.Encode(state.Get(-1))
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(out)
	return err
}

// Without what reads or changes the machine.
func safeOs(state *lua.LState) int {
	lua.OpenOs(state)
	os := state.CheckTable(-1)
	os.ForEach(func(name, _ lua.LValue) {
		if name != lua.LString("time") && name != lua.LString("date") {
			os.RawSet(name, lua.LNil)
		}
	})
	state.SetGlobal(lua.OsLibName, lua.LNil)
	return 1
}
