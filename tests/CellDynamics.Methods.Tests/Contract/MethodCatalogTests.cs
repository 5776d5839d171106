using System.Globalization;
using System.Text.RegularExpressions;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Tests.Contract;

/// <summary>What every method must say of itself.</summary>
public partial class MethodCatalogTests
{
    public static TheoryData<string> Ids => ContractCase.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_method_has_a_kebab_case_id_of_its_own_a_page_a_question_and_a_citation(string id)
    {
        MethodDescriptor method = MethodCatalog.Find(id).Descriptor;
        Assert.Matches(KebabCase(), id);
        Assert.Single(MethodCatalog.All, m => m.Descriptor.Id == id);
        string page = Path.Combine(ContractCase.Repository(), "docs", "methods", $"{id}.md");
        Assert.True(File.Exists(page), $"{page}: expected what {id} computes, found no file. Write the page.");
        string text = File.ReadAllText(page);
        Assert.All(ParameterSchema.Of(method).Fields, field => Assert.Contains($"`{field.Name}`", text, StringComparison.Ordinal));
        Assert.EndsWith("?", method.Question, StringComparison.Ordinal);
        Assert.EndsWith(".", method.Summary, StringComparison.Ordinal);
        Assert.Matches(Year(), method.Citation);
        Assert.True(method.Needs.NeedsCondition || method.Needs.MinimumTimePoints > 0, $"{id}: expected to need times or conditions: from one population nothing moves.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_parameter_has_a_label_an_effect_and_a_default_that_it_accepts(string id)
    {
        ParameterSchema schema = ParameterSchema.Of(MethodCatalog.Find(id).Descriptor);
        Assert.Distinct(schema.Fields.Select(field => field.Name));
        Assert.All(schema.Fields, field =>
        {
            Assert.Matches(KebabCase(), field.Name);
            Assert.NotEmpty(field.Label);
            Assert.EndsWith(".", field.Effect, StringComparison.Ordinal);
            if (field.Kind is "integer" or "number")
                Assert.True(field.Minimum < field.Maximum, $"{id} {field.Name}: expected a range.");
            Assert.Equal(field.Default, Reread(schema, field.Name, field.Default));
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Values_of_every_parameter_survive_being_written_and_read_and_the_next_ones_outside_are_refused(string id)
    {
        ParameterSchema schema = ParameterSchema.Of(MethodCatalog.Find(id).Descriptor);
        foreach (ParameterField field in schema.Fields)
        {
            foreach (string inside in Inside(field))
                Assert.Equal(inside, Reread(schema, field.Name, inside));
            foreach (string outside in Outside(field))
            {
                var failure = Assert.Throws<ParameterException>(() => Reread(schema, field.Name, outside));
                Assert.StartsWith($"{field.Name}: expected ", failure.Message, StringComparison.Ordinal);
                Assert.Contains(outside, failure.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void An_unknown_method_is_answered_with_those_there_are()
    {
        var failure = Assert.Throws<KeyNotFoundException>(() => MethodCatalog.Find("sbir"));
        Assert.All(MethodCatalog.All, method => Assert.Contains(method.Descriptor.Id, failure.Message, StringComparison.Ordinal));
    }

    private static string Reread(ParameterSchema schema, string name, string value) => schema.Format(schema.Parse(new Dictionary<string, string> { [name] = value }))[name];

    private static IEnumerable<string> Inside(ParameterField field) => field.Kind switch
    {
        "choice" => field.Choices,
        "boolean" => ["true", "false"],
        "text" => ["some words"],
        _ => [Text(field.Minimum!.Value), Text(field.Maximum!.Value)],
    };

    private static IEnumerable<string> Outside(ParameterField field) => field.Kind switch
    {
        "choice" or "boolean" => ["neither-of-these", "7"],
        "text" => [],
        _ => [Text(field.Minimum!.Value - 1), Text(field.Maximum!.Value + 1), "many", "NaN"],
    };

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    [GeneratedRegex("(19|20)[0-9]{2}")]
    private static partial Regex Year();
}
