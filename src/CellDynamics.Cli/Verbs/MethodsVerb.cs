using System.CommandLine;
using System.Text;
using System.Text.Json;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;

namespace CellDynamics.Cli.Verbs;

/// <summary>The catalogue with the parameters that <c>--set</c> takes.</summary>
internal static class MethodsVerb
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Build()
    {
        Option<bool> json = Symbols.Option<bool>("--json", "Print one JSON document with the parameter schemas.");
        var command = new Command("methods", "The methods and their parameters.") { json };
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            Console.Out.WriteLine(parsed.GetValue(json) ? ToJson() : ToWords());
            return ExitCode.Done;
        }));
        return command;
    }

    private static string ToJson() => JsonSerializer.Serialize(MethodCatalog.All.Select(method => method.Descriptor).Select(descriptor => new
    {
        descriptor.Id,
        descriptor.Name,
        descriptor.Question,
        descriptor.Summary,
        descriptor.Version,
        descriptor.Citation,
        descriptor.Needs,
        Parameters = Described(ParameterSchema.Of(descriptor)),
        Validation = Described(ParameterSchema.Of<ValidationSettings>()),
    }), Json);

    private static IEnumerable<object> Described(ParameterSchema schema) => schema.Fields.Select(field => new
    {
        field.Name, field.Label, field.Effect, field.Kind, field.Default, field.Minimum, field.Maximum, field.Choices, field.IsExpert,
    });

    private static string ToWords()
    {
        var text = new StringBuilder();
        foreach (MethodDescriptor descriptor in MethodCatalog.All.Select(method => method.Descriptor))
        {
            text.AppendLine($"{descriptor.Id}  {descriptor.Name} ({descriptor.Version})").AppendLine($"  {descriptor.Summary}").AppendLine($"  {descriptor.Citation}");
            Append(text, ParameterSchema.Of(descriptor));
        }
        text.AppendLine("Every method also takes");
        Append(text, ParameterSchema.Of<ValidationSettings>());
        return text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, ParameterSchema schema)
    {
        foreach (ParameterField field in schema.Fields)
            text.AppendLine($"    --set {field.Name}={field.Default}  {field.Effect}{Range(field)}");
    }

    private static string Range(ParameterField field) => field switch
    {
        { Choices.Count: > 0 } => $" One of: {string.Join(", ", field.Choices)}.",
        { Kind: "boolean" } => " true (on) or false (off).",
        { Minimum: { } minimum, Maximum: { } maximum } => $" {minimum} to {maximum}.",
        _ => "",
    };
}
