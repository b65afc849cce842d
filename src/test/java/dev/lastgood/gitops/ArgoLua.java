package dev.lastgood.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaError;
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

    /**
     * Runs it by luaj, and where Go is there by Argo CD's own Lua too, which must say the same.
     *
     * @throws LuaError where the script raises an error
     */
    static JsonNode run(String script, JsonNode object) {
        String text = read(script);
        if (GopherLua.lacking() != null) {
            return luaj(text, object);
        }
        try {
            JsonNode before = luaj(text, object);
            JsonNode theirs = GopherLua.run(text, object);
            // Twice, for a name may have the minute in it.
            JsonNode after = luaj(text, object);
            assertThat(theirs).as("gopher-lua, %s", script).isIn(before, after);
            return theirs;
        } catch (LuaError e) {
            assertThatThrownBy(() -> GopherLua.run(text, object))
                    .as("gopher-lua, %s", script)
                    .isInstanceOf(GopherLua.ScriptError.class)
                    .hasMessageContaining(e.getMessage().replaceFirst("^\\S+ ", ""));
            throw e;
        }
    }

    /**
     * What Argo CD sends to the API server after an action: a JSON merge patch from the object that the script was given to
     * the object that it returned, whose kind and name say where the patch goes.
     */
    static ObjectNode patch(JsonNode before, JsonNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        before.fieldNames().forEachRemaining(name -> {
            JsonNode was = before.get(name);
            JsonNode is = after.get(name);
            if (is == null) {
                patch.putNull(name);
            } else if (was.isObject() && is.isObject()) {
                ObjectNode inner = patch(was, is);
                if (!inner.isEmpty()) {
                    patch.set(name, inner);
                }
            } else if (!was.equals(is) && !(was.isEmpty() && is.isArray() && is.isEmpty())) {
                patch.set(name, is);
            }
        });
        after.fieldNames().forEachRemaining(name -> {
            if (!before.has(name)) {
                patch.set(name, after.get(name));
            }
        });
        return patch;
    }

    private static String read(String script) {
        try {
            return Files.readString(SCRIPTS.resolve(script));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode luaj(String script, JsonNode object) {
        Globals globals = new Globals();
        globals.load(new JseBaseLib());
        globals.load(new PackageLib());
        globals.load(new TableLib());
        globals.load(new JseOsLib());
        globals.set("os", LuaValue.NIL); // by require only
        LoadState.install(globals);
        LuaC.install(globals);
        globals.set("obj", lua(object));
        JsonNode said = json(globals.load(script, "script").call());
        try {
            return new ObjectMapper().readTree(said.toString()); // numbers as they are read
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
