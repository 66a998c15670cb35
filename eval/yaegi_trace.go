package eval

// This file reads off the Go stack what yaegi was doing when a panic came: its own trace knows only the function.

import (
	"runtime"
	"strings"
)

// yaegiOps are yaegi's functions that carry out one kind of operation each.
var yaegiOps = map[string]opKind{
	"getIndexArray": opIndex, "getIndexMap": opMap, "getIndexMap2": opMap, "slice": opSlice, "slice0": opSlice,
	"quo": opDivide, "rem": opDivide, "quoAssign": opDivide, "remAssign": opDivide,
	"typeAssert": opAssert, "_panic": opPanic, "_make": opMake, "_close": opClose, "_delete": opDelete, "convert": opConvert,
	"equal": opCompare, "notEqual": opCompare, "_case": opCompare, "callBin": opHost, "call": opCall,
	"getPtrIndexSeq": opSelect, "getIndexSeq": opSelect, "getPtrIndexSeqField": opSelect, "getIndexSeqField": opSelect,
	"getMethodByName": opSelect, "getIndexBinMethod": opSelect, "getIndexBinElemMethod": opSelect, "getIndexBinPtrMethod": opSelect,
}

const yaegiInterp = "github.com/traefik/yaegi/interp."

// yaegiOperation is what the frame of emitted code that is being unwound was doing. It must be called by what yaegi writes its trace
// to, on the panicking goroutine: the frames that the panic came through are still on the stack. runner says that the frame is of
// the literal that runs a function's deferred calls, and stands for that function.
func yaegiOperation(runner bool) operation {
	var pcs [768]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	var chain []string
	last, begun, inside, calls, own := "", false, 0, false, false
	for {
		f, more := frames.Next()
		switch name := f.Function; {
		case !begun && own && name == yaegiInterp+"runCfg":
			return operation{kind: opDefer} // it had returned, and a call that it had deferred has panicked
		case !begun:
			begun = name == "runtime.gopanic"
		case name == yaegiInterp+"runCfg.func1" && runner && inside == 0 && last != "runtime.gopanic":
			// the runner's own function, which runs its deferred calls
			runner, begun, calls, own = false, false, false, true
			chain = chain[:0]
		case name == yaegiInterp+"runCfg.func1":
			inside++ // of a frame inside of this one
			calls = true
		case name == yaegiInterp+"runCfg" && inside > 0:
			inside--
			chain = chain[:0]
		case name == yaegiInterp+"runCfg" && runner:
			chain = chain[:0]
		case name == yaegiInterp+"runCfg":
			op := operationOf(chain)
			op.calls = calls
			return op
		case inside == 0:
			chain = append(chain, name)
		}
		last = f.Function
		if !more {
			return operation{calls: calls}
		}
	}
}

// operationOf makes sense of the functions between two that run emitted code, innermost first.
func operationOf(chain []string) (op operation) {
	host, toMap := "", false
	for _, name := range chain {
		toMap = toMap || name == "reflect.Value.SetMapIndex"
		own, ok := strings.CutPrefix(name, yaegiInterp)
		if !ok {
			if !strings.HasPrefix(name, "reflect.") && !strings.HasPrefix(name, "runtime.") && !strings.HasPrefix(name, "internal/") {
				host = name // the outermost of the host's
			}
			continue
		}
		own, part, _ := strings.Cut(own, ".")
		op.constant = own == "getIndexArray" && (part == "func1" || part == "func2") // how it indexes by a constant
		op.variable = own == "getIndexArray" && !op.constant
		if k, ok := yaegiOps[own]; ok {
			op.kind = k
		} else if own != "genFunctionWrapper" && own != "genBuiltinDeferWrapper" && own != "runCfg" {
			op.kind = opUnknown
		}
	}
	switch {
	case op.kind == opHost && strings.HasSuffix(host, ".sameValues"):
		op.kind = opCompare
	case op.kind == opHost && strings.HasSuffix(host, ".mapKey"):
		op.kind = opMap
	case op.kind == opHost:
		op.host = host
	case op.kind == opUnknown && toMap:
		op.kind = opMap
	}
	return op
}
