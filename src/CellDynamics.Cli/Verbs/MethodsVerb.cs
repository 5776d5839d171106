using System.CommandLine;
using System.Text;
using System.Text.Json;
using CellDynamics.Methods.Contract;

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
        Parameters = ParameterSchema.Of(descriptor).Fields.Select(field => new
        {
            field.Name, field.Label, field.Effect, field.Kind, field.Default, field.Minimum, field.Maximum, field.Choices, field.IsExpert,
        }),
    }), Json);

    private static string ToWords()
    {
        var text = new StringBuilder();
        foreach (MethodDescriptor descriptor in MethodCatalog.All.Select(method => method.Descriptor))
        {
            text.AppendLine($"{descriptor.Id}  {descriptor.Name} ({descriptor.Version})").AppendLine($"  {descriptor.Summary}").AppendLine($"  {descriptor.Citation}");
            foreach (ParameterField field in ParameterSchema.Of(descriptor).Fields)
                text.AppendLine($"    --set {field.Name}={field.Default}  {field.Effect}{Range(field)}");
        }
        return text.ToString().TrimEnd();
    }

    private static string Range(ParameterField field) => field switch
    {
        { Choices.Count: > 0 } => $" One of: {string.Join(", ", field.Choices)}.",
        { Minimum: { } minimum, Maximum: { } maximum } => $" {minimum} to {maximum}.",
        _ => "",
    };
}
