package eval

// This file lists the methods of the host that emitted code does not call as they are.

import "go/types"

// methodStandIns are host functions, which take the receiver first, for methods that would end the process, start
// goroutines or wait without end.
var methodStandIns = map[string]string{
	"(*sync.WaitGroup).Go": "WaitGo", "(*sync.WaitGroup).Wait": "WaitWait",
	"(*sync.Mutex).Lock": "Lock", "(*sync.RWMutex).Lock": "RWLock", "(*sync.RWMutex).RLock": "RLock",
	"(*sync.Mutex).Unlock": "Unlock", "(*sync.RWMutex).Unlock": "RWUnlock", "(*sync.RWMutex).RUnlock": "RUnlock",
	"(*log.Logger).Print": "LogPrint", "(*log.Logger).Printf": "LogPrintf", "(*log.Logger).Println": "LogPrintln",
	"(*log.Logger).Panic": "LogPanic", "(*log.Logger).Panicf": "LogPanicf", "(*log.Logger).Panicln": "LogPanicln",
	"(*flag.FlagSet).Parse": "FlagParse", "(*flag.FlagSet).TextVar": "FlagTextVar", "(*log.Logger).Fatal": "LogFatal", "(*log.Logger).Fatalf": "LogFatalf", "(*log.Logger).Fatalln": "LogFatalln",
	"(*encoding/json.Encoder).Encode": "JSONEncode", "(*encoding/json.Decoder).Decode": "JSONDecode",
	"(*encoding/xml.Encoder).Encode": "XMLEncode", "(*encoding/xml.Encoder).EncodeElement": "XMLEncodeElement",
	"(*encoding/xml.Decoder).Decode": "XMLDecode", "(*encoding/xml.Decoder).DecodeElement": "XMLDecodeElement",
	"(*text/template.Template).Execute": "TextExecute", "(*text/template.Template).ExecuteTemplate": "TextExecuteTemplate",
	"(*html/template.Template).Execute": "HTMLExecute", "(*html/template.Template).ExecuteTemplate": "HTMLExecuteTemplate",
	"(*text/template.Template).Funcs": "TextFuncs", "(*html/template.Template).Funcs": "HTMLFuncs",
	"(*os.File).Write": "FileWrite", "(*os.File).WriteString": "FileWriteString", "(*os.File).Close": "FileClose",
	"(*sync.Cond).Wait": "CondWait", "(*sync.Cond).Signal": "CondSignal", "(*sync.Cond).Broadcast": "CondBroadcast", "(*sync.Once).Do": "OnceDo",
	"(*strings.Builder).Grow": "GrowBuilder", "(*bytes.Buffer).Grow": "GrowBuffer", "(*math/big.Int).Lsh": "BigLsh", "(*math/big.Int).SetBit": "BigSetBit",
	"(*math/big.Int).Exp": "BigExp", "(*math/big.Int).MulRange": "BigMulRange", "(*math/big.Int).Binomial": "BigBinomial",
}

// methodStandIn names the stand-in of a method, "" if it has none.
func methodStandIn(m *types.Func) string {
	sig := m.Signature()
	if m.Pkg() == nil && sig.Recv() != nil && types.IsInterface(sig.Recv().Type()) && sig.Params().Len() == 0 && sig.Results().Len() == 0 {
		if n := m.Name(); n == "Lock" || n == "Unlock" { // of sync.Locker: methods of imported interfaces are of no package
			return "Any" + n
		}
	}
	if m.Pkg() == nil && sig.Params().Len() == 1 && sig.Params().At(0).Type().String() == "reflect.Type" {
		switch n := m.Name(); n {
		case "Implements", "AssignableTo", "ConvertibleTo":
			return "Type" + n
		}
	}
	return methodStandIns[m.FullName()]
}
