using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace CellDynamics.Methods.Contract;

/// <summary>One parameter.</summary>
public sealed record ParameterField
{
    private ParameterField(PropertyInfo property) => Property = property;

    internal PropertyInfo Property { get; }

    /// <summary>Kebab-case of the property unless <c>[Display(ShortName)]</c> says otherwise; the same after <c>--set</c> and in JSON.</summary>
    public required string Name { get; init; }

    /// <summary>In a biologist's words.</summary>
    public required string Label { get; init; }

    /// <summary>One line: what changes when it is raised.</summary>
    public required string Effect { get; init; }

    /// <summary><c>integer</c>, <c>number</c>, <c>boolean</c>, <c>choice</c> or <c>text</c>.</summary>
    public required string Kind { get; init; }

    public required string Default { get; init; }

    /// <summary>Shown in the fold "Method" instead of among the settings everybody sees (<c>[Display(GroupName = "Method")]</c>).</summary>
    public required bool IsExpert { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public IReadOnlyList<string> Choices { get; init; } = [];

    internal static ParameterField From(PropertyInfo property, object defaults)
    {
        var display = property.GetCustomAttribute<DisplayAttribute>()!;
        var range = property.GetCustomAttribute<RangeAttribute>();
        Type valueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new ParameterField(property)
        {
            Name = display.ShortName ?? Kebab(property.Name),
            Label = display.Name ?? property.Name,
            Effect = display.Description ?? "",
            IsExpert = display.GroupName == "Method",
            Default = FormatValue(property.GetValue(defaults)),
            Minimum = range is null ? null : Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture),
            Maximum = range is null ? null : Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture),
            Choices = valueType.IsEnum ? [.. Enum.GetNames(valueType).Select(Kebab)] : [],
            Kind = valueType switch
            {
                { IsEnum: true } => "choice",
                _ when valueType == typeof(bool) => "boolean",
                _ when valueType == typeof(int) => "integer",
                _ when valueType == typeof(double) => "number",
                _ => "text",
            },
        };
    }

    internal bool TryParse(string text, out object? value, out string? error)
    {
        Type valueType = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
        bool isOptional = Nullable.GetUnderlyingType(Property.PropertyType) is not null;
        (value, error) = (null, null);
        if (isOptional && text is "" or "auto")
            return true;
        value = Kind switch
        {
            "integer" => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int i) ? i : null,
            "number" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) && double.IsFinite(d) ? d : null,
            "boolean" => text switch { "true" or "on" => true, "false" or "off" => false, _ => null },
            "choice" => Choices.Contains(text) ? Enum.Parse(valueType, text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) : null,
            _ => text,
        };
        if (value is null)
        {
            string expected = Kind == "choice" ? $"one of {string.Join(", ", Choices)}" : $"a value of kind {Kind}";
            error = $"{Name}: expected {expected}{(isOptional ? " or auto" : "")}, found \"{text}\".";
        }
        else if (Minimum is not null && Convert.ToDouble(value, CultureInfo.InvariantCulture) is double number && (number < Minimum || number > Maximum))
        {
            error = $"{Name}: expected {Invariant(Minimum.Value)} to {Invariant(Maximum!.Value)}, found {text}.";
        }
        return error is null;
    }

    internal static string FormatValue(object? value) => value switch
    {
        null => "auto",
        bool b => b ? "true" : "false",
        double d => Invariant(d),
        Enum e => Kebab(e.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Invariant(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Kebab(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('-');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
