//! The package's entry, and what the whole contract tells the core.

use super::plan::Failure;
use super::tables::{list, object};
use super::text::{comment, key, quote};
use super::{Context, file, models};
use crate::emit::GeneratedFile;

pub(super) fn files(context: Context) -> Vec<GeneratedFile> {
    vec![contract(context), script(context), declarations(context)]
}

fn contract(context: Context) -> GeneratedFile {
    let server = context.contract.servers.first().map_or("", |server| server.url.as_str());
    let used = |code: &str| {
        let mut failures = context.plan.calls().flat_map(|call| &call.failures);
        failures.any(|failure| matches!(failure, Failure::Problem { code: own, .. } if *own == code))
    };
    let problems = context.contract.problems.iter().filter(|problem| used(&problem.code));
    let statuses: String =
        problems.map(|problem| format!("    {}: {},\n", key(&problem.code), problem.status)).collect();
    let statuses = if statuses.is_empty() { object([]) } else { format!("{{\n{statuses}  }}") };
    let source = format!(
        "// What the contract says for all operations.\n\
         export const contract = {{\n\
         \x20 baseUrl: {},\n\
         \x20 tokenHeader: {},\n\
         \x20 tokenPrefix: {},\n\
         \x20 // The status that belongs to each problem.\n\
         \x20 problems: {statuses},\n\
         \x20 // The problems that every operation can answer with.\n\
         \x20 always: {},\n\
         }};\n",
        quote(server),
        quote(&context.plan.credential.header),
        quote(&context.plan.credential.prefix),
        list(&context.plan.always),
    );
    file("contract.js", &source)
}

fn script(context: Context) -> GeneratedFile {
    let groups = &context.plan.groups;
    let imports: String = groups
        .iter()
        .map(|group| format!("import {{ {} }} from \"./operations/{}.js\";\n", group.name.table, group.name.file))
        .collect();
    let members: String =
        groups.iter().map(|group| format!("  {}: {},\n", key(&group.name.property), group.name.table)).collect();
    let tables: String = groups.iter().map(|group| format!("  {},\n", group.name.table)).collect();
    let all = if members.is_empty() { "{}".to_owned() } else { format!("{{\n{members}}}") };
    let exported = if tables.is_empty() { String::new() } else { format!("export {{\n{tables}}};\n") };
    let source = format!(
        "import {{ contract }} from \"./contract.js\";\n\
         {imports}\
         import {{ connect }} from \"./runtime/connect.js\";\n\n\
         export {{ ApiError }} from \"./runtime/error.js\";\n\
         {exported}\n\
         /** The client of some groups of operations: a bundler leaves out the others. */\n\
         export const createClientOf = (groups, options) => connect(contract, groups, options);\n\n\
         /** The client of all operations. */\n\
         export const createClient = (options) => createClientOf(all(), options);\n\n\
         // A function, so that who never calls it does not pay for the tables.\n\
         const all = () => ({all});\n"
    );
    file("index.js", &source)
}

fn declarations(context: Context) -> GeneratedFile {
    let groups = &context.plan.groups;
    let mut imports = String::new();
    let mut exports = String::new();
    let mut members = String::new();
    let mut tables = String::new();
    for group in groups {
        let name = group.name;
        imports.push_str(&format!("import type {{ {} }} from \"./operations/{}.js\";\n", name.interface, name.file));
        exports.push_str(&format!("export type * from \"./operations/{}.js\";\n", name.file));
        tables.push_str(&format!("export {{ {} }} from \"./operations/{}.js\";\n", name.table, name.file));
        let description: Vec<String> = group.description.map(ToOwned::to_owned).into_iter().collect();
        members.push_str(&comment(&description, &[], 1));
        members.push_str(&format!("  readonly {}: {};\n", key(&name.property), name.interface));
    }
    for module in models::modules(context) {
        exports.push_str(&format!("export type * from \"./{module}.js\";\n"));
    }
    let about = [Some(context.contract.info.title.clone()), context.contract.info.description.clone()];
    let about = comment(&about.into_iter().flatten().collect::<Vec<_>>(), &[], 0);
    let source = format!(
        "{imports}\
         import type {{ ClientOf, Operations }} from \"./runtime/connect.js\";\n\
         import type {{ ClientOptions }} from \"./runtime/options.js\";\n\n\
         export type * from \"./errors.js\";\n\
         {exports}\
         export type * from \"./runtime/call.js\";\n\
         export type * from \"./runtime/connect.js\";\n\
         export type * from \"./runtime/error.js\";\n\
         export type * from \"./runtime/options.js\";\n\
         export {{ ApiError }} from \"./runtime/error.js\";\n\
         {tables}\n\
         {about}\
         export interface Client {{\n{members}}}\n\n\
         /** The client of all operations. */\n\
         export declare const createClient: (options?: ClientOptions) => Client;\n\n\
         /** The client of some groups of operations: a bundler leaves out the others. */\n\
         export declare const createClientOf: <Groups extends Record<string, Operations<unknown>>>(\n\
         \x20 groups: Groups,\n\
         \x20 options?: ClientOptions,\n\
         ) => ClientOf<Groups>;\n"
    );
    file("index.d.ts", &source)
}
