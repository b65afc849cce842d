package dev.lastgood.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.jse.JseBaseLib;
import org.luaj.vm2.lib.jse.JseOsLib;

/**
 * The scripts of examples/argocd, with what Argo CD gives them: the object as {@code obj}, the libraries base, package and
 * table, and {@code require("os")} for the time. No string library, unless an administrator switches all of them on.
 */
final class ArgoLua {

    static final Path SCRIPTS = Path.of("examples/argocd/resource_customizations/lastgood.dev");

    /** @throws org.luaj.vm2.LuaError where the script raises an error */
    static JsonNode run(String script, JsonNode object) {
        Globals globals = new Globals();
        globals.load(new JseBaseLib());
        globals.load(new PackageLib());
        globals.load(new TableLib());
        globals.load(new JseOsLib());
        globals.set("os", LuaValue.NIL); // by require only
        LoadState.install(globals);
        LuaC.install(globals);
        globals.set("obj", lua(object));
        try {
            return json(globals.load(Files.readString(SCRIPTS.resolve(script)), script)
                    .call());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LuaValue lua(JsonNode node) {
        if (node.isObject()) {
            LuaTable table = new LuaTable();
            node.fields().forEachRemaining(field -> table.set(field.getKey(), lua(field.getValue())));
            return table;
        }
        if (node.isArray()) {
            LuaTable table = new LuaTable();
            for (int i = 0; i < node.size(); i++) {
                table.set(i + 1, lua(node.get(i)));
            }
            return table;
        }
        if (node.isNumber()) {
            return LuaValue.valueOf(node.doubleValue());
        }
        return node.isBoolean()
                ? LuaValue.valueOf(node.booleanValue())
                : node.isNull() ? LuaValue.NIL : LuaValue.valueOf(node.textValue());
    }

    /** An empty table is a list, as it is for Argo CD. */
    private static JsonNode json(LuaValue value) {
        if (value.istable()) {
            LuaTable table = value.checktable();
            if (table.length() > 0 || table.keyCount() == 0) {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                for (int i = 1; i <= table.length(); i++) {
                    list.add(json(table.get(i)));
                }
                return list;
            }
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Varargs next = table.next(LuaValue.NIL); !next.arg1().isnil(); next = table.next(next.arg1())) {
                object.set(next.arg1().tojstring(), json(next.arg(2)));
            }
            return object;
        }
        if (value.isboolean()) {
            return JsonNodeFactory.instance.booleanNode(value.toboolean());
        }
        if (value.type() == LuaValue.TNUMBER) {
            return JsonNodeFactory.instance.numberNode(value.tolong());
        }
        return value.isnil()
                ? JsonNodeFactory.instance.nullNode()
                : JsonNodeFactory.instance.textNode(value.tojstring());
    }

    private ArgoLua() {}
}
