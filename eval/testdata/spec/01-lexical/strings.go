// String literals, raw and interpreted.
package main

import "fmt"

func main() {
	fmt.Println(`abc`, `\n
\n`, "\n", "\"", "Hello, world!\n", "日本語", "\u65e5本\U00008a9e", "\xff\u00FF")
	fmt.Println(len("\xff"), len("\u00ff"), len(`a
b`), len("日本語"), len("\000\x00"))
	fmt.Println("日本語" == `日本語`, "日本語" == "\u65e5\u672c\u8a9e", "日本語" == "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e")
	fmt.Printf("%q %x\n", "\a\b\f\n\r\t\v\\'\"", "\377\101")
	fmt.Println("%d %s 100%", "a"+"b"+`c`)
}
