/** Shows the API's description with Swagger UI (global `SwaggerUIBundle`, loaded before). */

const place = document.getElementById("api-docs");

globalThis.SwaggerUIBundle({
  url: place.dataset.address,
  domNode: place,
  deepLinking: false,
  persistAuthorization: false,
  validatorUrl: null,
  requestInterceptor(request) {
    if (new URL(request.url, document.baseURI).origin === window.location.origin) {
      request.headers["X-CSRFToken"] = place.dataset.token;
    }
    return request;
  },
});
