using CellDynamics.Runs.Access;

namespace CellDynamics.Web.Features.Answers;

/// <summary>Problem documents (RFC 9457) in plain words.</summary>
internal static class Problems
{
    public static IResult NotFound(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found");

    /// <summary>Who may not know that it exists hears the same as where it does not.</summary>
    public static IResult Refused(AccessDeniedException refused) => refused.IsHidden ? NotShared() : Forbidden(refused.Message);

    public static IResult NotShared() => NotFound("There is no such thing, or it is not shared with you. Ask the person who gave you the address.");

    public static IResult Forbidden(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: "Not for you to do");

    public static IResult BadRequest(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: "Not understood");
}
