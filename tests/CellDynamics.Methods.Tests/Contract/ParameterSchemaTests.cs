using System.ComponentModel.DataAnnotations;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Tests.Contract;

public class ParameterSchemaTests
{
    [Fact]
    public void Everything_wrong_is_said_in_one_message()
    {
        var failure = Assert.Throws<ParameterException>(() => ParameterSchema.Of<Sample>().Parse(new Dictionary<string, string>
        {
            ["colour"] = "red", ["how-many"] = "three", ["share"] = "1.5", ["way"] = "sideways", ["is-quick"] = "perhaps",
        }));
        Assert.Contains("\"colour\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains("how-many, share, way, is-quick, limit", failure.Message, StringComparison.Ordinal);
        Assert.Contains("how-many: expected a value of kind integer, found \"three\".", failure.Message, StringComparison.Ordinal);
        Assert.Contains("share: expected 0 to 1, found 1.5.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("way: expected one of straight, by-the-river, found \"sideways\".", failure.Message, StringComparison.Ordinal);
        Assert.Contains("is-quick: expected a value of kind boolean, found \"perhaps\".", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_given_keeps_its_default_and_auto_means_that_the_method_decides()
    {
        ParameterSchema schema = ParameterSchema.Of<Sample>();
        var parsed = (Sample)schema.Parse(new Dictionary<string, string> { ["way"] = "by-the-river", ["limit"] = "auto" });
        Assert.Equal(new Sample { Way = Way.ByTheRiver }, parsed);
        Assert.Equal(0.25, ((Sample)schema.Parse(new Dictionary<string, string> { ["limit"] = "0.25" })).Limit);
        Assert.Equal("auto", schema.Format(parsed)["limit"]);
        Assert.Equal("by-the-river", schema.Format(parsed)["way"]);
    }

    [Fact]
    public void Only_what_is_grouped_under_method_is_for_experts()
    {
        ParameterField[] experts = [.. ParameterSchema.Of<Sample>().Fields.Where(field => field.IsExpert)];
        Assert.Equal("share", Assert.Single(experts).Name);
    }

    public enum Way { Straight, ByTheRiver }

    public sealed record Sample : MethodParameters
    {
        [Display(Name = "How many", Description = "More: more.")]
        [Range(1, 9)]
        public int HowMany { get; init; } = 3;

        [Display(Name = "Share", GroupName = "Method", Description = "Higher: more.")]
        [Range(0.0, 1.0)]
        public double Share { get; init; } = 0.5;

        [Display(Name = "Way", Description = "Where to go.")]
        public Way Way { get; init; }

        [Display(Name = "Quick", Description = "On: sooner.")]
        public bool IsQuick { get; init; } = true;

        [Display(Name = "Limit", Description = "Higher: later.")]
        [Range(0.0, 1.0)]
        public double? Limit { get; init; }

        /// <summary>Without a label: no parameter.</summary>
        public int Internal { get; init; }
    }
}
