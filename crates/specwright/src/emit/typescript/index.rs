//! The package's entry, and what the whole contract tells the core.

use std::collections::BTreeSet;

use super::models::Homes;
use super::plan::Secret;
use super::tables::{alternatives, list, object};
use super::text::{comment, key, quote};
use super::{Context, file, webhooks};
use crate::emit::GeneratedFile;

pub(super) fn files(context: Context, homes: &Homes) -> Vec<GeneratedFile> {
    vec![contract(context), script(context), declarations(context, homes)]
}

fn contract(context: Context) -> GeneratedFile {
    let server = context.contract.servers.first().map_or("", |server| server.url.as_str());
    let problems =
        context.contract.problems.iter().filter(|problem| context.plan.problems.contains_key(problem.code.as_str()));
    let statuses: String =
        problems.map(|problem| format!("    {}: {},\n", key(&problem.code), problem.status)).collect();
    let statuses = if statuses.is_empty() { object([]) } else { format!("{{\n{statuses}  }}") };
    let security = &context.plan.security;
    let functions: BTreeSet<&str> = security.schemes.iter().map(|scheme| scheme.write).collect();
    let functions: Vec<&str> = functions.into_iter().collect();
    let imports = if functions.is_empty() {
        String::new()
    } else {
        format!("import {{ {} }} from \"./runtime/security.js\";\n\n", functions.join(", "))
    };
    let schemes: String = security
        .schemes
        .iter()
        .map(|scheme| {
            let argument =
                scheme.argument.as_ref().map(|argument| format!(", {}", quote(argument))).unwrap_or_default();
            format!("    {}: [{}, {}{argument}],\n", key(scheme.name), quote(scheme.option.option()), scheme.write)
        })
        .collect();
    let schemes = if schemes.is_empty() { object([]) } else { format!("{{\n{schemes}  }}") };
    let source = format!(
        "{imports}\
         // What the contract says for all operations.\n\
         export const contract = {{\n\
         \x20 baseUrl: {},\n\
         \x20 // The option that holds the secret of each security scheme, and how it travels.\n\
         \x20 schemes: {schemes},\n\
         \x20 // The schemes that operations ask for, where they say nothing else.\n\
         \x20 security: {},\n\
         \x20 // The status that belongs to each problem.\n\
         \x20 problems: {statuses},\n\
         \x20 // The problems that every operation can answer with.\n\
         \x20 always: {},\n\
         }};\n",
        quote(server),
        alternatives(&security.usual),
        list(&context.plan.always),
    );
    file("contract.js", &source)
}

/// The client's options: what every client has, and the credentials that this contract asks for.
fn options(context: Context) -> String {
    let security = &context.plan.security;
    let mut members = String::new();
    let named = |option: Secret| {
        let names = security.schemes.iter().filter(move |scheme| scheme.option == option);
        names.map(|scheme| format!("`{}`", scheme.name)).collect::<Vec<_>>().join(", ")
    };
    if security.has(Secret::Token) {
        let about = format!("The token for {}, or where to get it.", named(Secret::Token));
        members.push_str(&comment(&[about], &[], 1));
        members.push_str("  readonly token?: Secret | null | undefined;\n");
    }
    if security.has(Secret::Basic) {
        let about = format!("Name and password for {}, or where to get them.", named(Secret::Basic));
        members.push_str(&comment(&[about], &[], 1));
        members.push_str("  readonly basic?: Secret<BasicCredentials> | null | undefined;\n");
    }
    if security.has(Secret::ApiKeys) {
        members.push_str(&comment(&["Keys by security scheme, or where to get them.".to_owned()], &[], 1));
        members.push_str("  readonly apiKeys?: {\n");
        for scheme in security.schemes.iter().filter(|scheme| scheme.option == Secret::ApiKeys) {
            let description: Vec<String> = scheme.description.map(ToOwned::to_owned).into_iter().collect();
            members.push_str(&comment(&description, &[], 2));
            members.push_str(&format!("    readonly {}?: Secret | null | undefined;\n", key(scheme.name)));
        }
        members.push_str("  } | undefined;\n");
    }
    let comment = comment(&["What the client is made with.".to_owned()], &[], 0);
    format!("{comment}export interface ClientOptions extends CommonOptions {{\n{members}}}\n\n").replace("{\n}", "{}")
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

fn declarations(context: Context, homes: &Homes) -> GeneratedFile {
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
    if !context.contract.outgoing.is_empty() {
        exports.push_str(&format!("export type * from \"./{}.js\";\n", webhooks::MODULE));
    }
    for module in homes.modules() {
        exports.push_str(&format!("export type * from \"./{module}.js\";\n"));
    }
    let security = &context.plan.security;
    let mut used = vec!["CommonOptions"];
    if security.has(Secret::Basic) {
        used.insert(0, "BasicCredentials");
    }
    if !security.schemes.is_empty() {
        used.push("Secret");
    }
    let about = [Some(context.contract.info.title.clone()), context.contract.info.description.clone()];
    let about = comment(&about.into_iter().flatten().collect::<Vec<_>>(), &[], 0);
    let source = format!(
        "{imports}\
         import type {{ ClientOf, Operations }} from \"./runtime/connect.js\";\n\
         import type {{ {} }} from \"./runtime/options.js\";\n\n\
         export type * from \"./errors.js\";\n\
         {exports}\
         export type * from \"./runtime/call.js\";\n\
         export type * from \"./runtime/connect.js\";\n\
         export type * from \"./runtime/error.js\";\n\
         export type * from \"./runtime/options.js\";\n\
         export {{ ApiError }} from \"./runtime/error.js\";\n\
         {tables}\n\
         {}\
         {about}\
         export interface Client {{\n{members}}}\n\n\
         /** The client of all operations. */\n\
         export declare const createClient: (options?: ClientOptions) => Client;\n\n\
         /** The client of some groups of operations: a bundler leaves out the others. */\n\
         export declare const createClientOf: <Groups extends Record<string, Operations<unknown>>>(\n\
         \x20 groups: Groups,\n\
         \x20 options?: ClientOptions,\n\
         ) => ClientOf<Groups>;\n",
        used.join(", "),
        options(context),
    );
    file("index.d.ts", &source)
}
