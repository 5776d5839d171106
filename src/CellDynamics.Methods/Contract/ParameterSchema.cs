using System.ComponentModel.DataAnnotations;
using System.Reflection;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Contract;

/// <summary>The fields of a parameter record: the one source of the web form, the command line's help, the JSON schema and the validation.</summary>
public sealed class ParameterSchema
{
    private readonly Type type;

    private ParameterSchema(Type type)
    {
        this.type = type;
        var defaults = Activator.CreateInstance(type)!;
        Fields = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetCustomAttribute<DisplayAttribute>() is not null)
            .Select(property => ParameterField.From(property, defaults))];
    }

    /// <summary>In the order of the record.</summary>
    public IReadOnlyList<ParameterField> Fields { get; }

    public static ParameterSchema Of(MethodDescriptor descriptor) => new(descriptor.ParameterType);

    public static ParameterSchema Of(Type parameterType) => new(parameterType);

    public static ParameterSchema Of<T>() where T : MethodParameters => new(typeof(T));

    /// <summary>The parameters with the given values over their defaults.</summary>
    /// <param name="values">Kebab-case name → text.</param>
    /// <exception cref="ParameterException">An unknown name, a value that is not of the type, or one out of range: all of them in one message.</exception>
    public MethodParameters Parse(IReadOnlyDictionary<string, string> values)
    {
        object parameters = Activator.CreateInstance(type)!;
        List<string> errors = [];
        foreach ((string name, string text) in values)
        {
            ParameterField? field = Fields.FirstOrDefault(f => f.Name == name);
            if (field is null)
                errors.Add($"There is no parameter \"{name}\". {NearestName.Advice(name, [.. Fields.Select(f => f.Name)])}");
            else if (!field.TryParse(text, out object? value, out string? error))
                errors.Add(error!);
            else
                field.Property.SetValue(parameters, value); // init-only setters can be set through reflection before the record is published
        }
        return errors.Count == 0 ? (MethodParameters)parameters : throw new ParameterException(string.Join(" ", errors));
    }

    /// <summary>Every field with its value as text, for <c>run.json</c>.</summary>
    public IReadOnlyDictionary<string, string> Format(MethodParameters parameters) =>
        Fields.ToDictionary(f => f.Name, f => ParameterField.FormatValue(f.Property.GetValue(parameters)));
}

/// <summary>A parameter is unknown, malformed or out of range; the message says which, what was expected and what was found.</summary>
public sealed class ParameterException(string message) : Exception(message);
